"""What a load will do, before anything is sent: files against journal and store."""
