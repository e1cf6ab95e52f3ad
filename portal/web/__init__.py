"""The HTTP side of the portal: sign-in, security headers, downloads, feeds and health."""
