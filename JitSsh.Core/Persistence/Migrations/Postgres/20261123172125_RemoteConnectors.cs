using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RemoteConnectors : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "RevokedAt",
                table: "Connectors",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ConnectorAsks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ConnectorId = table.Column<Guid>(type: "uuid", nullable: false),
                    Question = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Until = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Holder = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Answer = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectorAsks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ConnectorCalls",
                columns: table => new
                {
                    InstanceId = table.Column<Guid>(type: "uuid", nullable: false),
                    Nonce = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectorCalls", x => new { x.InstanceId, x.Nonce });
                });

            migrationBuilder.CreateTable(
                name: "ConnectorInstances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ConnectorId = table.Column<Guid>(type: "uuid", nullable: false),
                    PublicKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Host = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Version = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    EnrolledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Doing = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Errors = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConnectorInstances", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ConnectorInstances_Connectors_ConnectorId",
                        column: x => x.ConnectorId,
                        principalTable: "Connectors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "EnrolmentTokens",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ConnectorId = table.Column<Guid>(type: "uuid", nullable: false),
                    GoodUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnrolmentTokens", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_EnrolmentTokens_Connectors_ConnectorId",
                        column: x => x.ConnectorId,
                        principalTable: "Connectors",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ConnectorAsks_ConnectorId_Holder",
                table: "ConnectorAsks",
                columns: new[] { "ConnectorId", "Holder" });

            migrationBuilder.CreateIndex(
                name: "IX_ConnectorCalls_At",
                table: "ConnectorCalls",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ConnectorInstances_ConnectorId",
                table: "ConnectorInstances",
                column: "ConnectorId");

            migrationBuilder.CreateIndex(
                name: "IX_EnrolmentTokens_ConnectorId",
                table: "EnrolmentTokens",
                column: "ConnectorId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ConnectorAsks");

            migrationBuilder.DropTable(
                name: "ConnectorCalls");

            migrationBuilder.DropTable(
                name: "ConnectorInstances");

            migrationBuilder.DropTable(
                name: "EnrolmentTokens");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "Connectors");
        }
    }
}
