"""Windows that ask something and close again."""
