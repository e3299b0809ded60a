"""The evidence database: tables (models), engine, writes (store), reads (read), migrations, views and saved queries."""
