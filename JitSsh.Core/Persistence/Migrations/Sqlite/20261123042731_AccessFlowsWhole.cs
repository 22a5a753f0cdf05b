using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccessFlowsWhole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Servers_Name",
                table: "Servers");

            migrationBuilder.AddColumn<string>(
                name: "ListedHealth",
                table: "Servers",
                type: "TEXT",
                nullable: false,
                computedColumnSql: "CASE\nWHEN NOT \"IsSeen\" THEN 'NotSeen'\nWHEN \"PowerState\" IN ('Stopped', 'Stopping', 'Deallocated', 'Deallocating') THEN 'SwitchedOff'\nWHEN \"Host\" IS NULL THEN 'NoAddress'\nWHEN \"Failure\" = 'HostKeyChanged' THEN 'HostKeyChanged'\nWHEN \"HostKeys\" = '' THEN 'HostKeyUnknown'\nWHEN \"Failure\" IS NULL THEN CASE WHEN \"LastContactAt\" IS NULL THEN 'NotTested' ELSE 'Ready' END\nWHEN \"Failure\" = 'SwitchedOff' THEN 'SwitchedOff'\nWHEN \"Failure\" IN ('NoRoute', 'Refused', 'Timeout') THEN 'Unreachable'\nWHEN \"Failure\" = 'AuthenticationFailed' THEN 'LoginRefused'\nWHEN \"Failure\" = 'SudoDenied' THEN 'NeedsSudo'\nELSE 'Failing' END",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "SearchText",
                table: "Servers",
                type: "TEXT",
                nullable: true,
                computedColumnSql: "\"Name\" || ' ' || coalesce(\"ResourceGroup\", '') || ' ' || coalesce(\"Region\", '') || ' ' || coalesce(\"Host\", '') || ' ' || replace(\"Tags\", '\":\"', '=')",
                stored: true);

            migrationBuilder.CreateIndex(
                name: "IX_Servers_IntegrationId_ListedHealth",
                table: "Servers",
                columns: new[] { "IntegrationId", "ListedHealth" });

            migrationBuilder.CreateIndex(
                name: "IX_Servers_JumpServerId",
                table: "Servers",
                column: "JumpServerId");

            migrationBuilder.CreateIndex(
                name: "IX_Servers_ListedHealth_Name_Id",
                table: "Servers",
                columns: new[] { "ListedHealth", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Servers_Name_Id_IntegrationId_ListedHealth_SearchText",
                table: "Servers",
                columns: new[] { "Name", "Id", "IntegrationId", "ListedHealth", "SearchText" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Servers_IntegrationId_ListedHealth",
                table: "Servers");

            migrationBuilder.DropIndex(
                name: "IX_Servers_JumpServerId",
                table: "Servers");

            migrationBuilder.DropIndex(
                name: "IX_Servers_ListedHealth_Name_Id",
                table: "Servers");

            migrationBuilder.DropIndex(
                name: "IX_Servers_Name_Id_IntegrationId_ListedHealth_SearchText",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "ListedHealth",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "SearchText",
                table: "Servers");

            migrationBuilder.CreateIndex(
                name: "IX_Servers_Name",
                table: "Servers",
                column: "Name");
        }
    }
}
