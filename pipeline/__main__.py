"""`python -m pipeline` is the command x-series-demo."""

from pipeline.cli import main

main()
