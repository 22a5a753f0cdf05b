using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FlowsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "FlowLabels",
                columns: table => new
                {
                    FlowId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FlowLabels", x => new { x.Label, x.FlowId });
                    table.ForeignKey(
                        name: "FK_FlowLabels_AccessFlows_FlowId",
                        column: x => x.FlowId,
                        principalTable: "AccessFlows",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AccessFlows_Id_Version",
                table: "AccessFlows",
                columns: new[] { "Id", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessFlows_IsActive_Name",
                table: "AccessFlows",
                columns: new[] { "IsActive", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_FlowLabels_FlowId",
                table: "FlowLabels",
                column: "FlowId");

            // What is there already.
            migrationBuilder.Sql("""INSERT INTO "FlowLabels" ("FlowId", "Label") SELECT DISTINCT f."Id", l."value" FROM "AccessFlows" AS f, json_each(f."Rule", '$.labels') AS l""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "FlowLabels");

            migrationBuilder.DropIndex(
                name: "IX_AccessFlows_Id_Version",
                table: "AccessFlows");

            migrationBuilder.DropIndex(
                name: "IX_AccessFlows_IsActive_Name",
                table: "AccessFlows");
        }
    }
}
