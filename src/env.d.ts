// Starlight's additions to `Astro.locals`, which arrive with its integration and not by an import of ours.
/// <reference types="@astrojs/starlight" />
