"""The commands of `scratchcnn`, one file each, and what they show on a terminal.

In comes the command line; out go text, files and an exit code.
May import everything but `cli`, which ties the commands together; nothing else imports a command.
"""
