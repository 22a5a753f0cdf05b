using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AzureVmSshWhole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "CheckedAt",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Checks",
                table: "Servers",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "HostKeysHow",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsSpot",
                table: "Servers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "JumpServerId",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeyNote",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LoginUser",
                table: "Servers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NotSeenReason",
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

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletingSince",
                table: "Integrations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "WaitUntil",
                table: "Integrations",
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

            migrationBuilder.CreateTable(
                name: "KeyRotations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    IntegrationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    OldKey = table.Column<string>(type: "TEXT", nullable: false),
                    OldPublicKey = table.Column<string>(type: "TEXT", nullable: false),
                    NewKey = table.Column<string>(type: "TEXT", nullable: false),
                    NewPublicKey = table.Column<string>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    StartedBy = table.Column<string>(type: "TEXT", nullable: false),
                    SwitchedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyRotations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_KeyRotations_Integrations_IntegrationId",
                        column: x => x.IntegrationId,
                        principalTable: "Integrations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RotatedServers",
                columns: table => new
                {
                    RotationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ServerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RotatedServers", x => new { x.RotationId, x.ServerId });
                    table.ForeignKey(
                        name: "FK_RotatedServers_KeyRotations_RotationId",
                        column: x => x.RotationId,
                        principalTable: "KeyRotations",
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

            migrationBuilder.CreateIndex(
                name: "IX_KeyRotations_Open",
                table: "KeyRotations",
                column: "IntegrationId",
                unique: true,
                filter: "\"State\" NOT IN ('Done', 'Cancelled')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CloudRuns");

            migrationBuilder.DropTable(
                name: "RotatedServers");

            migrationBuilder.DropTable(
                name: "KeyRotations");

            migrationBuilder.DropColumn(
                name: "CheckedAt",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "Checks",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "HostKeysHow",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "IsSpot",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "JumpServerId",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "KeyNote",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "LoginUser",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "NotSeenReason",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "VouchedAt",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "VouchedHostKeys",
                table: "Servers");

            migrationBuilder.DropColumn(
                name: "DeletingSince",
                table: "Integrations");

            migrationBuilder.DropColumn(
                name: "WaitUntil",
                table: "Integrations");

            migrationBuilder.DropColumn(
                name: "IsWaiting",
                table: "Grants");
        }
    }
}
