"""Workflows to copy: one of each kind, each a file that can be read in one go.

A copy of one, under a name of its own, in a module that AIOPS_MANAGED_WORKFLOWS names, is a workflow of yours.
"""
