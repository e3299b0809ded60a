"""What each command does, with plain arguments and results; the command line only parses and prints."""
