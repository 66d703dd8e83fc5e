"""An X-Series store of our own: the embedded default of every demo, the target of every test.

`create_app` gives an ASGI app over a state file or in memory, `serve` puts it on a port of this machine,
`Sandbox` is the same store without ASGI. It knows nothing of the client it serves: a mistake
in both would cancel out (pipeline/README.md, *The rooms*).
"""

from pipeline.sandbox.app import create_app
from pipeline.sandbox.faults import FaultPlan, parse_plan, read_plan
from pipeline.sandbox.gate import Sandbox
from pipeline.sandbox.identity import retailer_in
from pipeline.sandbox.limiter import Limiter, Verdict, quota_of
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.server import serve
from pipeline.sandbox.shop import Shop

__all__ = [
    "FaultPlan",
    "Limiter",
    "Sandbox",
    "SandboxOptions",
    "Shop",
    "Verdict",
    "create_app",
    "parse_plan",
    "quota_of",
    "read_plan",
    "retailer_in",
    "serve",
]
