#!/bin/sh
# Stand-ins for the official base images, from Debian's packages alone: no registry of images is asked.
#
#   make_bases.sh FOLDER    makes warledger-test/python and warledger-test/postgres; FOLDER holds the bare system
set -eu
folder=$1
here=$(dirname "$0")
DOCKER=${DOCKER:-docker}

[ -e "$folder/complete" ] || {
    rm -rf "$folder"
    debootstrap --variant=minbase bookworm "$folder" "${MIRROR:-http://deb.debian.org/debian}"
    touch "$folder/complete"
}
tar -C "$folder" --exclude ./complete --exclude './var/cache/apt/archives/*' -c . | $DOCKER import - warledger-test/debian
for name in python postgres; do
    DOCKER_BUILDKIT=1 $DOCKER build --network host --tag "warledger-test/$name" --file "$here/$name.Dockerfile" "$here"
done
