/** Styles of the resident's screen, in this order. */
import 'virtual:tokens.css'
import '@fontsource/source-sans-3/400.css'
import '@fontsource/source-sans-3/600.css'
import './base.css'
import './booth.css'
import './boothInterpreter.css'
import './boothCallback.css'
import './boothSound.css'
