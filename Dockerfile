# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source

# Restored from the project files alone, so that a change of code doesn't download the packages again.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/BuyingGroups.Client/BuyingGroups.Client.csproj src/BuyingGroups.Client/
COPY src/BuyingGroups.Contracts/BuyingGroups.Contracts.csproj src/BuyingGroups.Contracts/
COPY src/BuyingGroups.Domain/BuyingGroups.Domain.csproj src/BuyingGroups.Domain/
COPY src/BuyingGroups.Server/BuyingGroups.Server.csproj src/BuyingGroups.Server/
COPY src/BuyingGroups.Storage/BuyingGroups.Storage.csproj src/BuyingGroups.Storage/
RUN dotnet restore src/BuyingGroups.Server -a $TARGETARCH

COPY .editorconfig LICENSE ./
COPY protos protos
COPY src src
RUN dotnet publish src/BuyingGroups.Server -c Release -a $TARGETARCH --no-restore -o /app \
    && cp LICENSE /app \
    && mkdir /data

# Chiselled: no shell, no package manager, not root. "extra" has the culture data that the SQL Server client insists on. Based on glibc,
# which the native library of SQLite needs.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
# For the embedded stores; with SQL Server and Redis nothing is written here.
COPY --from=build --chown=$APP_UID:$APP_UID /data /data

# Beyond loopback the server starts only with TLS and authentication (BUYINGGROUPS_Security__…), or with
# BUYINGGROUPS_Server__Insecure=true; either is left to whoever runs the image.
ENV BUYINGGROUPS_Server__Listen=0.0.0.0:5080 \
    BUYINGGROUPS_Server__DataFolder=/data
EXPOSE 5080
USER $APP_UID

HEALTHCHECK --interval=15s --timeout=10s --start-period=90s --retries=3 CMD ["dotnet", "/app/BuyingGroups.Server.dll", "health"]
ENTRYPOINT ["dotnet", "/app/BuyingGroups.Server.dll"]
