"""Take back from a store exactly what a dataset created there: planned, paced, journalled and resumable."""
