"""The register of credit records (信用记录): from proposal to repair, by due process."""
