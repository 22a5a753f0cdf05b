using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CloudRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "HostKeysHow",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "VouchedAt",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "VouchedHostKeys",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsWaiting",
                table: "Grants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "CloudRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    IntegrationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ServerName = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AskedByName = table.Column<string>(type: "TEXT", nullable: false),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AskedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    IsCancelAsked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: true),
                    Findings = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CloudRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CloudRuns_Servers_ServerId",
                        column: x => x.ServerId,
                        principalTable: "Servers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CloudRuns_IntegrationId",
                table: "CloudRuns",
                column: "IntegrationId");

            migrationBuilder.CreateIndex(
                name: "IX_CloudRuns_RequestId",
                table: "CloudRuns",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_CloudRuns_ServerId_Kind",
                table: "CloudRuns",
                columns: new[] { "ServerId", "Kind" },
                unique: true,
                filter: "\"State\" IN ('Waiting', 'Running')");

            migrationBuilder.CreateIndex(
                name: "IX_CloudRuns_ServerId_Kind_AskedAt",
                table: "CloudRuns",
                columns: new[] { "ServerId", "Kind", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CloudRuns_State_AskedAt",
                table: "CloudRuns",
                columns: new[] { "State", "AskedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CloudRuns");

            migrationBuilder.DropColumn(
                name: "HostKeysHow",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "VouchedAt",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "VouchedHostKeys",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "IsWaiting",
                table: "Grants");
        }
    }
}
