"""The sandbox's pages: what clients were told beside what the store did, its records, and its faults.

`create_office` puts them in front of a sandbox on a port, at `/` and below `/office/`. They only show: what a button changes
goes over the control path, as a command would. They know nothing of what is sent to a real store.
"""
