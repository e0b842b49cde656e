"""One driver for each framework: sets it up as its documentation says, and acts out the scenarios in its own way.

Each is imported in a process of its own, by an interpreter that has the framework.
"""
