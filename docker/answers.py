"""A health check: exit status 0 when an address answers with success (the image has no curl).

    python -IS answers.py http://HOST:PORT/PATH [PART]

With PART, the answer must be JSON that calls this part "healthy", as Airflow's `/api/v2/monitor/health` does. Without
libraries: it runs in every container four times a minute, and importing urllib alone takes a tenth of a second.
"""

import socket
import sys

host, _, path = sys.argv[1].removeprefix("http://").partition("/")
name, _, port = host.partition(":")
with socket.create_connection((name, int(port)), timeout=10) as connection:
    connection.sendall(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    answer = b"".join(iter(lambda: connection.recv(65536), b""))
head, _, body = answer.partition(b"\r\n\r\n")
is_well = head.split()[1:2] == [b"200"]
if is_well and len(sys.argv) > 2:
    import json

    is_well = json.loads(body).get(sys.argv[2], {}).get("status") == "healthy"
sys.exit(0 if is_well else 1)
