"""Measurements that make the documentation's claims: `make bench` runs them and writes docs/performance.md."""
