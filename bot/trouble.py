"""What goes wrong before or around the program, told to a person in one line with its remedy."""


class Trouble(Exception):  # noqa: N818  (it is said to a person)
    """The message says what is wrong and, after a semicolon, what to do about it."""

    exit_code = 1
