-- Makes the server's database and login, once; run by the service sql-setup with sqlcmd, which reads $(SQL_PASSWORD) from the environment.
-- The login owns its database, since the server migrates the schema itself, and can do nothing else.
:on error exit

IF DB_ID(N'BuyingGroups') IS NULL
    CREATE DATABASE BuyingGroups;
GO

IF SUSER_ID(N'buyinggroups') IS NULL
    CREATE LOGIN buyinggroups WITH PASSWORD = N'$(SQL_PASSWORD)', DEFAULT_DATABASE = BuyingGroups;
ELSE
    ALTER LOGIN buyinggroups WITH PASSWORD = N'$(SQL_PASSWORD)';
GO

USE BuyingGroups;

IF USER_ID(N'buyinggroups') IS NULL
BEGIN
    CREATE USER buyinggroups FOR LOGIN buyinggroups;
    ALTER ROLE db_owner ADD MEMBER buyinggroups;
END;
GO
