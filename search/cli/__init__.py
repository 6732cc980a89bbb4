"""The command line: modules here parse, call the library and print, nothing else."""
