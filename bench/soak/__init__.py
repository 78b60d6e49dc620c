"""Long proofs that nothing is lost: kills, writers side by side, full disks, damaged files."""
