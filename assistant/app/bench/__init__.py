"""Measurements that `zenus bench` reprints."""
