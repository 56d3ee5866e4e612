"""Starts and stops the whole system on one machine: make demo, test, check, clean.

Knows processes, ports and files; knows nothing of families. Imports no Django.
"""
