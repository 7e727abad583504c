"""The commands of `kg`, one a module: arguments in, text out. What they do is in the library."""
