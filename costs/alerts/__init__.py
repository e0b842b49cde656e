"""What is said when money or a figure goes astray: looked at by the ticker, said once, delivered until it arrives."""
