"""Commands for developers: they make what the program ships, and are not shipped themselves."""
