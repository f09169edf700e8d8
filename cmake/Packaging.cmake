# Packaging: filled in with install rules and CPack.
