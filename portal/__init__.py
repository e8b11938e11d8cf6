"""The client's window: another audience, another sign-in. Has no models; may not know CAM."""
