"""Where the projects lie: configuration, folders, libraries, dialects and files, read and never run."""
