"""What an outcome event may say. Pure."""
