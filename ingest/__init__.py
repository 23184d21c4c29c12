"""Warledger's own code: sources → documents → articles → claims → raw tables → published warehouse."""

__version__ = "0.1.0"
