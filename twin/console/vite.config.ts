import { defineConfig } from "vite";

// The page is served by the twin itself; while developing, calls go to a twin on this machine.
export default defineConfig({
  base: "./",
  build: { outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 1500 },
  server: { proxy: { "/ostlandet.twin.v1.": "http://127.0.0.1:8080" } },
});
