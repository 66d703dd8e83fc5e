"""The command `help` and its topics. Nothing is imported before a topic is asked for."""
