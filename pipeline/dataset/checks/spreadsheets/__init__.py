"""What spreadsheets make of cells, told by its shape and by the rows as they were made."""
