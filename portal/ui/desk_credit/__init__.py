"""The register of credit records at the desk: for finance officers and for organisations."""
