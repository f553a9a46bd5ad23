"""Reports fused into incidents."""
