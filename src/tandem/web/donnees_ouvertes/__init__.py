"""What anyone may read without an account: the published annexes."""
