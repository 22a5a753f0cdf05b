using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JitSsh.Core.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AccessNowByEnd : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Grants_AccessNow",
                table: "Grants");

            migrationBuilder.CreateIndex(
                name: "IX_Grants_AccessNow",
                table: "Grants",
                columns: new[] { "ServerName", "Account", "Id" },
                filter: "\"EndedAt\" IS NULL AND \"ActiveAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Grants_AccessNow",
                table: "Grants");

            migrationBuilder.CreateIndex(
                name: "IX_Grants_AccessNow",
                table: "Grants",
                columns: new[] { "ServerName", "Account", "Id" },
                filter: "\"State\" IN ('Active', 'Ending') AND \"ActiveAt\" IS NOT NULL");
        }
    }
}
