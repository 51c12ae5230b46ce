/** Styles of the staff's pages, in this order: tokens and fonts before what uses them. */
import 'virtual:tokens.css'
import '@fontsource/source-sans-3/400.css'
import '@fontsource/source-sans-3/600.css'
import './base.css'
import './designSystem.css'
