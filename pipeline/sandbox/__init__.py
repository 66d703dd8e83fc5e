"""An X-Series store of our own: the embedded default of every demo, the target of every test.

`create_app` gives an ASGI app over a state file or in memory, `serve.server.serve` puts it on a port of this machine,
`serve.sandbox.Sandbox` is the same store without ASGI. It knows nothing of the client it serves (pipeline/README.md, *The rooms*). Its
rooms, from the ground up: `api`, `faults`, `state`, `serve`, `office`.
"""

from pipeline.sandbox.limiter import Limiter, quota_of
from pipeline.sandbox.options import SandboxOptions, switched
from pipeline.sandbox.serve.app import create_app
from pipeline.sandbox.state.state_file import retailer_in

__all__ = [
    "Limiter",
    "SandboxOptions",
    "create_app",
    "quota_of",
    "retailer_in",
    "switched",
]
