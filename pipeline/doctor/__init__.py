"""What stands between this machine and a load, found out before somebody is in a hurry.

Every check is a value with what to do about it; nothing is changed, nothing is created in the store.

    checks = [check_python(), check_packages(), *ask_store(target)]
    status = worst(checks)
"""

from pipeline.doctor.checks import Check, Health, noticed, worst
from pipeline.doctor.machine import (
    check_journals,
    check_packages,
    check_private,
    check_python,
    check_writable,
)
from pipeline.doctor.store import ask_store

__all__ = [
    "Check",
    "Health",
    "ask_store",
    "check_journals",
    "check_packages",
    "check_private",
    "check_python",
    "check_writable",
    "noticed",
    "worst",
]
