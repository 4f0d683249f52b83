"""The law of the contract, article by article: scalar functions on integers that run plainly and compiled alike.

Every module here stays inside the Python that Numba compiles: integers, named tuples, no dictionary, no text, no date
object. See docs.md.
"""
