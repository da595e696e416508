"""What stands on the printed sheets of posts: notices, letters, lists and forms."""
