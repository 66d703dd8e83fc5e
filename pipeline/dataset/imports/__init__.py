"""Files that other programs wrote: what their columns and cells mean in ours."""
