using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ListedByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsOver",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Status",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ServerName",
                table: "Grants",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "ServerTags",
                columns: table => new
                {
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServerTags", x => new { x.ServerId, x.Name });
                    table.ForeignKey(
                        name: "FK_ServerTags_Servers_ServerId",
                        column: x => x.ServerId,
                        principalTable: "Servers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Servers_Alarms",
                table: "Servers",
                column: "Name",
                filter: "\"Failure\" = 'HostKeyChanged'");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_IsOver_CreatedAt",
                table: "Requests",
                columns: new[] { "IsOver", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_RequesterId_IsOver_CreatedAt",
                table: "Requests",
                columns: new[] { "RequesterId", "IsOver", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_Status_CreatedAt",
                table: "Requests",
                columns: new[] { "Status", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Grants_AccessNow",
                table: "Grants",
                columns: new[] { "ServerName", "Account", "Id" },
                filter: "\"State\" IN ('Active', 'Ending') AND \"ActiveAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ServerTags_Name_Value_ServerId",
                table: "ServerTags",
                columns: new[] { "Name", "Value", "ServerId" });

            // What is there already; what people see of each request is worked out when the portal starts.
            migrationBuilder.Sql("""
                UPDATE "Grants" SET "ServerName" = coalesce((SELECT s."ServerName" FROM "RequestedServers" AS s WHERE s."RequestId" = "Grants"."RequestId" AND s."ServerId" = "Grants"."ServerId"), '')
                """);
            migrationBuilder.Sql("""INSERT OR IGNORE INTO "ServerTags" ("ServerId", "Name", "Value") SELECT s."Id", lower(t."key"), t."value" FROM "Servers" AS s, json_each(s."Tags") AS t""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ServerTags");

            migrationBuilder.DropIndex(
                name: "IX_Servers_Alarms",
                table: "Servers");

            migrationBuilder.DropIndex(
                name: "IX_Requests_IsOver_CreatedAt",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_RequesterId_IsOver_CreatedAt",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_Status_CreatedAt",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Grants_AccessNow",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "IsOver",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ServerName",
                table: "Grants");
        }
    }
}
