using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OnlyExtensionsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_ExtendsId",
                table: "Requests");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ExtendsId",
                table: "Requests",
                column: "ExtendsId",
                filter: "\"ExtendsId\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_ExtendsId",
                table: "Requests");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ExtendsId",
                table: "Requests",
                column: "ExtendsId");
        }
    }
}
