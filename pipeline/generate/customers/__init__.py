"""Customers: names, places, streets, phones and e-mails as tables, and records out of them."""
