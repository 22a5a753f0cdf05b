# JitSsh's portal with its embedded connector. Data (database, keys that encrypt secrets) lies in /data; port 8080, plain HTTP: put a reverse proxy with TLS in front.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig appsettings.json ./
COPY JitSsh.Core JitSsh.Core
COPY JitSsh.Portal JitSsh.Portal
# Restored with everything there: what the SDK adds by itself depends on which files there are.
RUN dotnet publish JitSsh.Portal -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The connector drives ssh and ssh-agent.
RUN apt-get update \
    && apt-get install -y --no-install-recommends openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o "$APP_UID" -g "$APP_UID" -m 0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV JitSsh__Data__Directory=/data
USER $APP_UID
VOLUME /data
EXPOSE 8080
# There is no curl in the image; bash can open a connection itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^Healthy' <&3"]
ENTRYPOINT ["dotnet", "JitSsh.Portal.dll"]
